// Built from deploy/frontend/scripts/sw.js; the source carries the comments.
(()=>{self.x=1;})();
